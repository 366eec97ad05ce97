FROM node:22-trixie-slim AS ui
WORKDIR /src
COPY locales locales
COPY web/ui web/ui
RUN cd web/ui && npm ci --no-audit --no-fund && npm run build

# Debian, not Alpine: the xray-core wheel needs glibc.
FROM python:3.12-slim-trixie AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/tools && python -m venv /opt/vitrina
COPY requirements.lock requirements-build.lock ./
# The build tool stays out of the image.
RUN /opt/tools/bin/pip install --require-hashes -r requirements-build.lock
RUN /opt/vitrina/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY core core
COPY locales locales
COPY sandbox sandbox
COPY vitrina vitrina
COPY web web
COPY --from=ui /src/web/static/app web/static/app
RUN /opt/tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/vitrina/bin/pip install --no-deps dist/*.whl

FROM python:3.12-slim-trixie
# pg_dump and pg_restore for backups, of the same version as the server in compose.yaml.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --create-home --home-dir /data vitrina
COPY --from=build /opt/vitrina /opt/vitrina
ENV PATH=/opt/vitrina/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data DATABASE_URL=sqlite:///data/vitrina.db
WORKDIR /data
USER vitrina
VOLUME /data
EXPOSE 443 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + (os.environ.get('WEB_PORT') or '8000') + '/health', timeout=4)"]
CMD ["vitrina", "run"]
