# syntax=docker/dockerfile:1
# Two stages: the first installs from the lock, the second runs as a user without rights. Nothing of the embedded servers is in it.

FROM python:3.12-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/venv
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-default-groups
COPY . .
# collectstatic reads no database; the values below are for this one command and stay out of the image's environment.
RUN DEBUG=0 SECRET_KEY=only-to-collect-static-files-while-the-image-is-built-0000 ALLOWED_HOSTS=build \
    DATABASE_URL=postgres://build/build REDIS_URL=redis://build STATIC_ROOT=/app/staticfiles \
    /venv/bin/python manage.py collectstatic --noinput

FROM python:3.12-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles MEDIA_ROOT=/documents CAREERPATH_LOCAL=/tmp/careerpath
RUN groupadd --system --gid 10001 careerpath \
    && useradd --system --uid 10001 --gid careerpath --no-create-home --shell /usr/sbin/nologin careerpath \
    && install -d -o careerpath -g careerpath -m 0700 /documents
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
VOLUME /documents
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/health/', headers={'Host': '127.0.0.1'}), timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "careerpath.wsgi:application"]
