# One image for web, worker, beat, writer, router and the set-up tasks; the command decides (docker-compose.yml).
FROM node:22-bookworm-slim AS frontend
WORKDIR /muster
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim-bookworm
# GeoDjango loads these libraries; gettext compiles the catalogues; baresip, espeak-ng and sox make the telephone calls.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgdal32 libgeos-c1v5 libproj25 gettext \
    baresip-core espeak-ng sox \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /muster --shell /usr/sbin/nologin muster
WORKDIR /muster
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY --from=frontend /muster/node_modules node_modules
COPY . .
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=dispatch.settings MUSTER_VAR_DIR=/var/lib/muster
# A key only for these two commands; the running processes get theirs from the environment.
RUN python -m compileall -q dispatch incidents units maps \
 && MUSTER_SECRET_KEY=build python manage.py compilemessages --ignore node_modules -v 0 \
 && MUSTER_SECRET_KEY=build python manage.py collectstatic --no-input -v 0 \
 && mkdir -p /var/lib/muster/router /var/lib/muster/media \
 && chown -R muster /var/lib/muster/router /var/lib/muster/media
USER muster
EXPOSE 8000
CMD ["uvicorn", "dispatch.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", \
     "--ws-per-message-deflate", "false", "--proxy-headers", "--forwarded-allow-ips", "*"]
