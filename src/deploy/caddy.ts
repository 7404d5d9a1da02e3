import { linesOf, type DeploymentKind } from './deployment.js'

/** Caddy in front of all replicas; it fetches certificates itself. */
export const caddy: DeploymentKind = {
  name: 'caddy',
  about: 'Caddy in front of the replicas: it gets its certificates itself',
  print: (deployment) =>
    linesOf(
      '# /etc/caddy/Caddyfile. Set JHE_TRUSTED_PROXIES to the address of this proxy.',
      `${deployment.publicUrl.host} {`,
      `    reverse_proxy ${deployment.addresses.join(' ')} {`,
      '        lb_policy round_robin',
      '        lb_retries 3',
      '        health_uri /ready',
      '        health_interval 1s',
      `        health_headers {`,
      `            Host ${deployment.publicUrl.host}`,
      '        }',
      '        flush_interval -1',
      '    }',
      '}',
    ),
}
