import type { PolicyPlace } from '../../../src/app/grant/policy-place.js'

/** A place without a policy, so that one of this computer does not reach a test. */
export const noPolicy: PolicyPlace = { path: '/nonexistent/jhe-mcp/policy.json', owner: 0 }
