import { caddy } from './caddy.js'
import { compose } from './compose.js'
import type { DeploymentKind } from './deployment.js'
import { dockerfile } from './dockerfile.js'
import { fly } from './fly.js'
import { haproxy } from './haproxy.js'
import { kubernetes } from './kubernetes.js'
import { nginx } from './nginx.js'
import { systemd } from './systemd.js'

/** All that `jhe-mcp deploy` prints, in the order of `--list`. */
export const deployments: readonly DeploymentKind[] = [
  dockerfile,
  compose,
  nginx,
  caddy,
  haproxy,
  systemd,
  fly,
  kubernetes,
]
