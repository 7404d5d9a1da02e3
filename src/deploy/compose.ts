import {
  endsWithin,
  linesOf,
  ports,
  publicPort,
  replicaNames,
  type Deployment,
  type DeploymentKind,
} from './deployment.js'

/** Replicas keep their addresses when they are made anew, since nginx asks for names only at its start. */
const subnet = '172.31.8.0/22'
const dynamicRange = '172.31.11.0/24'
const addressOf = (index: number): string => {
  const offset = 16 + index
  return `172.31.${8 + (offset >> 8)}.${offset & 255}`
}

const replica = (name: string, index: number): readonly string[] => [
  `  ${name}:`,
  '    <<: *jhe-mcp',
  `    networks: { inside: { ipv4_address: ${addressOf(index)} } }`,
  '    environment:',
  '      <<: *settings',
  `      JHE_PEER_URL: http://${name}:${ports.internal}`,
]

const common = ({ publicUrl, version }: Deployment): readonly string[] => [
  'x-settings: &settings',
  `  JHE_PUBLIC_URL: ${publicUrl.origin}`,
  '  JHE_BASE_URL: ${JHE_BASE_URL:?address of JHE}',
  '  JHE_CLIENT_ID: ${JHE_CLIENT_ID:?id of the confidential client}',
  '  JHE_CLIENT_SECRET: ${JHE_CLIENT_SECRET:?}',
  '  JHE_DB_CONN: ${JHE_DB_CONN:?}',
  '  JHE_STATE_CONN: postgresql://jhe_mcp_state:${STATE_PASSWORD:?}@state:5432/jhe_mcp_state?sslmode=disable',
  '  JHE_SERVE_KEYS: ${JHE_SERVE_KEYS:?openssl rand -base64 32}',
  `  JHE_TRUSTED_PROXIES: ${subnet}`,
  '',
  'x-jhe-mcp: &jhe-mcp',
  `  image: jhe-mcp:${version}`,
  '  build: .',
  '  read_only: true',
  '  cap_drop: [ALL]',
  '  security_opt: ["no-new-privileges:true"]',
  '  restart: unless-stopped',
  `  stop_grace_period: ${endsWithin}s`,
  '  depends_on:',
  '    state:',
  '      condition: service_healthy',
]

/** The replicas with nginx and the database of their state. */
export const compose: DeploymentKind = {
  name: 'compose',
  about: 'Docker Compose: the replicas, nginx and a PostgreSQL for their state',
  print: (deployment) =>
    linesOf(
      '# compose.yaml. Beside it: Dockerfile (jhe-mcp deploy dockerfile), jhe-mcp.conf (jhe-mcp deploy',
      '# nginx), tls/jhe-mcp.crt and tls/jhe-mcp.key, and a file .env of mode 0600 with JHE_BASE_URL,',
      '# JHE_CLIENT_ID, JHE_CLIENT_SECRET, JHE_DB_CONN, JHE_SERVE_KEYS and STATE_PASSWORD (letters and',
      "# digits only: openssl rand -hex 24), each as NAME='value': without quotes a $ would be replaced.",
      ...common(deployment),
      '',
      'services:',
      ...replicaNames(deployment.replicas).flatMap(replica),
      '  proxy:',
      '    image: nginx:stable',
      '    restart: unless-stopped',
      `    ports: ["${publicPort(deployment)}:${publicPort(deployment)}"]`,
      '    networks: [inside]',
      '    volumes:',
      '      - ./jhe-mcp.conf:/etc/nginx/conf.d/jhe-mcp.conf:ro',
      '      - ./tls:/etc/nginx/tls:ro',
      `    depends_on: [${replicaNames(deployment.replicas).join(', ')}]`,
      '  state:',
      '    image: postgres:17',
      '    restart: unless-stopped',
      '    networks: [inside]',
      '    environment:',
      '      POSTGRES_USER: jhe_mcp_state',
      '      POSTGRES_DB: jhe_mcp_state',
      '      POSTGRES_PASSWORD: ${STATE_PASSWORD:?}',
      '    volumes: ["state:/var/lib/postgresql/data"]',
      '    healthcheck:',
      '      test: ["CMD", "pg_isready", "-U", "jhe_mcp_state"]',
      '      interval: 5s',
      '',
      'networks:',
      '  inside:',
      '    ipam:',
      `      config: [{ subnet: ${subnet}, ip_range: ${dynamicRange} }]`,
      '',
      'volumes:',
      '  state: {}',
    ),
}
