# syntax=docker/dockerfile:1

# Building needs nothing that running does not: esbuild and the widget's packages are ordinary dependencies.
FROM node:20-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev

FROM packages AS build
COPY . .
RUN npm run build

FROM node:20-slim
# An image is for serving people: no sandbox. HOST, because a container's loopback is nobody else's.
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY migrations ./migrations
COPY catalogue ./catalogue
RUN install --directory --owner=node --group=node /data
USER node
VOLUME /data
EXPOSE 3000
# Alive, not ready: while Redis is away this process still serves.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/matinee.js"]
CMD ["serve"]
