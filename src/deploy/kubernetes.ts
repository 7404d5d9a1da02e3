import type { Deployment as Workload } from 'kubernetes-types/apps/v1.js'
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.js'
import type { Container, EnvVar, Probe, Service } from 'kubernetes-types/core/v1.js'
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js'
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js'
import { stringify } from 'yaml'

import { endsWithin, ports, secrets, type Deployment, type DeploymentKind } from './deployment.js'

const name = 'jhe-mcp'
const labels = { 'app.kubernetes.io/name': name }
const metadata = { name, labels }

const probe = (path: string, failureThreshold: number): Probe => ({
  httpGet: { path, port: 'people' },
  periodSeconds: 5,
  timeoutSeconds: 2,
  failureThreshold,
})

const settingsOf = ({ publicUrl }: Deployment): EnvVar[] => [
  { name: 'JHE_PUBLIC_URL', value: publicUrl.origin },
  { name: 'JHE_BASE_URL', value: 'https://jhe.example.org' },
  { name: 'JHE_CLIENT_ID', value: 'jhe-mcp-serve' },
  { name: 'JHE_TRUSTED_PROXIES', value: '10.0.0.0/8' },
  { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
  { name: 'JHE_PEER_URL', value: `http://$(POD_IP):${ports.internal}` },
  ...secrets.map(([key]) => ({
    name: key,
    valueFrom: { secretKeyRef: { name, key } },
  })),
]

const container = (deployment: Deployment): Container => ({
  name,
  image: `registry.example.org/jhe-mcp:${deployment.version}`,
  ports: [
    { name: 'people', containerPort: ports.people },
    { name: 'internal', containerPort: ports.internal },
  ],
  env: settingsOf(deployment),
  startupProbe: probe('/live', 24),
  livenessProbe: probe('/live', 6),
  readinessProbe: probe('/ready', 1),
  resources: {
    requests: { cpu: '250m', memory: '192Mi' },
    limits: { memory: '512Mi' },
  },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
})

const workload = (deployment: Deployment): Workload => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas: deployment.replicas,
    selector: { matchLabels: labels },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: endsWithin,
        automountServiceAccountToken: false,
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'kubernetes.io/hostname',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: labels },
          },
        ],
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10_001,
          runAsGroup: 10_001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [container(deployment)],
      },
    },
  },
})

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: {
    selector: labels,
    ports: [{ name: 'people', port: 80, targetPort: 'people' }],
  },
}

const disruptionBudget: PodDisruptionBudget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata,
  spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
}

const autoscaler = ({ replicas }: Deployment): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata,
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: replicas,
    maxReplicas: replicas * 4,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
      },
    ],
  },
})

const networkPolicy: NetworkPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata,
  spec: {
    podSelector: { matchLabels: labels },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { ports: [{ port: ports.people }] },
      {
        from: [
          { podSelector: { matchLabels: labels } },
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
          },
        ],
        ports: [{ port: ports.internal }],
      },
    ],
    egress: [
      // names, JHE and the hosts of client metadata documents, both databases, peers
      {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      { ports: [{ port: 443 }] },
      { ports: [{ port: 5432 }] },
      { to: [{ podSelector: { matchLabels: labels } }], ports: [{ port: ports.internal }] },
    ],
  },
}

const podMonitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata,
  spec: {
    selector: { matchLabels: labels },
    podMetricsEndpoints: [{ port: 'internal', path: '/metrics', interval: '30s' }],
  },
}

const head = `# kubectl apply -f jhe-mcp.yaml, after: kubectl create secret generic ${name} --from-env-file=jhe-mcp.env
# with these in the file, each as NAME=value:
${secrets.map(([key, about]) => `#   ${key}: ${about}\n`).join('')}# Yours to change: the image, JHE's address and client, JHE_TRUSTED_PROXIES (the addresses of the
# ingress), the ports of the network policy (JHE and both databases), the ingress itself (TLS, read
# timeout of 60 s or more, no buffering, no stickiness). The last document needs the Prometheus operator.
`

/** All that the replicas need in a cluster but the ingress and the secrets. */
export const kubernetes: DeploymentKind = {
  name: 'k8s',
  about: 'Kubernetes: Deployment, Service, budget, autoscaler, network policy, metrics',
  print: (deployment) =>
    head +
    [
      workload(deployment),
      service,
      disruptionBudget,
      autoscaler(deployment),
      networkPolicy,
      podMonitor,
    ]
      .map((document) => stringify(document, { aliasDuplicateObjects: false }))
      .join('---\n'),
}
