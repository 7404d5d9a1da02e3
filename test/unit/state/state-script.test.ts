import { describe, expect, it } from 'vitest'

import { stateScript } from '../../../src/state/schema/state-script.js'
import { migrations } from '../../../src/state/schema/migrations.js'
import { caught } from '../../support/caught.js'

describe('the script of the state', () => {
  it('is what an administrator has read', async () => {
    await expect(stateScript('jhe_mcp_state')).toMatchFileSnapshot('state-script.sql')
  })

  it.each(['Robert"; drop', 'pg_admin', '', 'Upper', `x${'y'.repeat(63)}`])(
    'refuses the role name %j',
    (role) => {
      expect(caught(() => stateScript(role))).toMatchObject({ code: 'INPUT_INVALID' })
    },
  )

  it('has steps that are numbered without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(
      migrations.map((_step, index) => index + 1),
    )
  })
})
