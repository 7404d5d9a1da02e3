import {
  linesOf,
  proxyTimeout,
  publicPort,
  type Deployment,
  type DeploymentKind,
} from './deployment.js'

/** Connections of people: all streams that `JHE_STREAMS` allows each replica, and calls besides. */
const maxConnections = (replicas: number): number => 2000 * replicas + 2000

const serversOf = ({ addresses }: Deployment): readonly string[] =>
  addresses.map(
    (address, index) => `    server jhe-mcp-${index + 1} ${address} init-addr last,libc,none`,
  )

/** haproxy in front of all replicas. */
export const haproxy: DeploymentKind = {
  name: 'haproxy',
  about: 'haproxy in front of the replicas: TLS, readiness checks, no stickiness',
  print: (deployment) =>
    linesOf(
      '# /etc/haproxy/haproxy.cfg. Set JHE_TRUSTED_PROXIES to the address of this proxy; the .pem file',
      '# holds certificate and key.',
      'global',
      `    maxconn ${maxConnections(deployment.addresses.length)}`,
      '    user haproxy',
      '    group haproxy',
      '',
      'defaults',
      '    mode http',
      '    option forwardfor',
      '    option redispatch 1',
      '    option http-keep-alive',
      '    # events of a stream are passed on at once; a stream ends with its client',
      '    option http-no-delay',
      '    option abortonclose',
      '    retries 3',
      '    retry-on conn-failure empty-response response-timeout 503',
      '    timeout connect 2s',
      '    timeout client 60s',
      `    timeout server ${proxyTimeout}s`,
      '    timeout http-request 30s',
      '    timeout http-keep-alive 30s',
      '',
      'frontend people',
      `    bind :${publicPort(deployment)} ssl crt /etc/haproxy/jhe-mcp.pem alpn h2,http/1.1`,
      '    # while none is ready, each is asked all the same: people who are signed in can often go on',
      '    use_backend jhe_mcp_unready if { nbsrv(jhe_mcp) eq 0 }',
      '    default_backend jhe_mcp',
      '',
      'backend jhe_mcp',
      '    balance roundrobin',
      '    option httpchk',
      `    http-check send meth GET uri /ready ver HTTP/1.1 hdr Host ${deployment.publicUrl.host}`,
      '    http-check expect status 200',
      '    default-server check inter 1s fall 1 rise 1',
      ...serversOf(deployment),
      '',
      'backend jhe_mcp_unready',
      '    balance roundrobin',
      ...serversOf(deployment),
    ),
}
