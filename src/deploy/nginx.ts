import { linesOf, proxyTimeout, type DeploymentKind } from './deployment.js'

/** nginx in front of all replicas: any request may go to any of them. */
export const nginx: DeploymentKind = {
  name: 'nginx',
  about: 'nginx in front of the replicas: TLS, no stickiness, streams unbuffered',
  print: (deployment) =>
    linesOf(
      '# Goes into the http block, as /etc/nginx/conf.d/jhe-mcp.conf. Set JHE_TRUSTED_PROXIES to the',
      '# address of this proxy, and put certificate and key where the two lines below say.',
      'upstream jhe_mcp {',
      ...deployment.addresses.map(
        (address) => `    server ${address} max_fails=2 fail_timeout=5s;`,
      ),
      '    keepalive 64;',
      '}',
      '',
      'server {',
      '    listen 443 ssl http2;',
      '    listen [::]:443 ssl http2;',
      `    server_name ${deployment.publicUrl.hostname};`,
      '    ssl_certificate     /etc/nginx/tls/jhe-mcp.crt;',
      '    ssl_certificate_key /etc/nginx/tls/jhe-mcp.key;',
      '    # queries hold codes and states of sign-ins: only the path is logged',
      '    access_log off;',
      '    client_max_body_size 1m;',
      '',
      '    location / {',
      '        proxy_pass http://jhe_mcp;',
      '        proxy_http_version 1.1;',
      '        proxy_set_header Connection "";',
      '        proxy_set_header Host $host;',
      '        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      '        proxy_buffering off;',
      `        proxy_read_timeout ${proxyTimeout}s;`,
      '        # a replica that ends or is lost: the next one is asked',
      '        proxy_next_upstream error timeout http_503 non_idempotent;',
      '        proxy_next_upstream_tries 3;',
      '        proxy_connect_timeout 2s;',
      '    }',
      '}',
    ),
}
