#!/bin/sh
# PostgreSQL's image runs this once, when its volume is empty. The application signs in as a role that owns its database and is no
# superuser: row-level security passes over superusers (docs/decisions/0017-the-second-wall.md).
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$CAREERPATH_PASSWORD" --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
CREATE ROLE careerpath LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE careerpath OWNER careerpath;
SQL
