"""What our Content-Security-Policy refuses, found in a page's markup."""

import re

FORBIDDEN = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE),
    "javascript address": re.compile(r"(?:href|src|action)\s*=\s*[\"']?javascript:", re.IGNORECASE),
    "other host": re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE),
}


def refused(html: str) -> dict[str, str]:
    """What the policy would refuse in a page: kind -> the first of it."""
    return {kind: found.group()[:200] for kind, pattern in FORBIDDEN.items() if (found := pattern.search(html))}
