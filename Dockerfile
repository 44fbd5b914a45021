# One image for every app, the migrations and the operator's tools. Builds with the classic builder and with BuildKit.

# Only the manifests: what is installed depends on nothing else, so a change of code does not install again.
FROM node:24-bookworm-slim AS manifests
WORKDIR /src
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY --from=manifests /src ./
# No script of a package runs, and no engine is downloaded: the bundles need neither.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN for project in apps/gateway apps/dialer apps/status apps/notifier apps/simulator tools/migrate tools/events tools/calls; do \
      node tools/nx/bundle.mjs "$project" || exit 1; \
    done \
 && rm dist/*/*/*.map

# Bundles only: no node_modules, no sources, nothing to write to.
FROM node:24-bookworm-slim
WORKDIR /app
# As `npm run up` starts the apps (appFlags in libs/platform/local-services); one malloc arena that is trimmed takes off another 9 MB.
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-old-space-size=128 --max-semi-space-size=8" \
    MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    METRICS_PORT=9100
COPY --from=build /src/dist ./
COPY prisma/migrations ./prisma/migrations
USER node
EXPOSE 3000 9100
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "require('http').get({port:process.env.METRICS_PORT,path:'/health/ready',timeout:4000},r=>process.exit(r.statusCode===200?0:1)).on('error',()=>process.exit(1)).on('timeout',()=>process.exit(1))"]
CMD ["node", "apps/gateway/main.mjs"]
