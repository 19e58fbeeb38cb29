#!/bin/bash
# Runs once in a new database server: role and database `muster`, no superuser, the extensions ready for it.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$MUSTER_DATABASE_PASSWORD" -U "${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE muster LOGIN PASSWORD :'password';
CREATE DATABASE muster OWNER muster ENCODING 'UTF8' TEMPLATE template0;
\connect muster
CREATE EXTENSION postgis;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION unaccent;
CREATE EXTENSION fuzzystrmatch;
CREATE EXTENSION pgcrypto;
SQL
