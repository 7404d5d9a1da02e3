import { linesOf, ports, type DeploymentKind } from './deployment.js'

const healthCheck = `fetch('http://127.0.0.1:${ports.people}/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`

/** An image of two stages that holds Node and this version of the package. */
export const dockerfile: DeploymentKind = {
  name: 'dockerfile',
  about: 'an image of this version: Node 24, no root, a read-only file system will do',
  print: ({ version }) =>
    linesOf(
      '# docker build -t jhe-mcp . && docker run --read-only --env-file jhe-mcp.env -p 8001:8001 jhe-mcp',
      '# Pin the base image by its digest: docker buildx imagetools inspect node:24-bookworm-slim, then',
      '# --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:...',
      '# Without JHE_STATE_CONN the state lies in /var/lib/jhe-mcp: add -v jhe-mcp:/var/lib/jhe-mcp',
      'ARG NODE_IMAGE=node:24-bookworm-slim',
      '',
      'FROM ${NODE_IMAGE} AS install',
      'WORKDIR /opt/jhe-mcp',
      `ARG PACKAGE=jhe-mcp@${version}`,
      'RUN npm install --ignore-scripts --omit=optional --no-audit --no-fund ${PACKAGE} \\',
      '    && mkdir /var/lib/jhe-mcp',
      '',
      'FROM ${NODE_IMAGE}',
      'COPY --from=install /opt/jhe-mcp/node_modules /opt/jhe-mcp/node_modules',
      'COPY --from=install --chown=10001:10001 /var/lib/jhe-mcp /var/lib/jhe-mcp',
      'ENV NODE_ENV=production \\',
      '    NODE_DISABLE_COMPILE_CACHE=1 \\',
      `    JHE_LISTEN=:${ports.people} \\`,
      `    JHE_INTERNAL_LISTEN=:${ports.internal} \\`,
      '    JHE_TOKEN_DIR=/var/lib/jhe-mcp \\',
      '    JHE_AUDIT_LOG=-',
      'USER 10001:10001',
      `EXPOSE ${ports.people} ${ports.internal}`,
      'STOPSIGNAL SIGTERM',
      `HEALTHCHECK --interval=30s --timeout=5s CMD ["node", "-e", ${JSON.stringify(healthCheck)}]`,
      'ENTRYPOINT ["node", "/opt/jhe-mcp/node_modules/jhe-mcp/bin/jhe-mcp.js", "serve"]',
    ),
}
