import { describe, expect, it } from 'vitest'

import { callCommand, listTools } from '../../../src/cli/call.js'
import { testCommand } from '../../support/worlds/runtime.js'

describe('listTools', () => {
  it('has no quotes of JSON on a terminal', () => {
    const command = testCommand({}, { columns: 120 })
    listTools(command)
    expect(command.stdout()).toContain('get_study_count')
    expect(command.stdout()).not.toContain('"')
  })

  it('says in a pipe that a tool takes nothing', () => {
    const command = testCommand({})
    listTools(command)
    expect(command.stdout()).toContain('{"tool":"get_study_count","input":"none",')
  })

  it('follows JHE_TOOLS, and so does call', async () => {
    const command = testCommand({ env: { JHE_TOOLS: 'default -search_patients' } })
    listTools(command)
    expect(command.stdout()).not.toContain('search_patients')
    await expect(callCommand(command, 'search_patients', { arg: [] })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'JHE_TOOLS, JHE_SCOPE or the policy of this computer leaves this tool out.',
    })
  })
})
