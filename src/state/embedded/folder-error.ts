import { JheError } from '../../errors.js'
import { codeOf } from '../../files/file-error.js'
import { FileFault, type FileFaultKind } from '../../files/file-fault.js'

const reasons: Readonly<Record<FileFaultKind, string>> = {
  'not plain': 'is not a plain file',
  foreign: 'belongs to another user',
  shared: 'is a folder that everybody may write to',
  'several names': 'has a second name (a hard link)',
  'too long': 'is longer than anything that jhe-mcp writes there',
  silent: 'is on a disk that does not answer',
}

const unusable = (why: string, cause: unknown): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `The sign-ins cannot be kept on this machine: ${why}.`,
    'Give jhe-mcp a folder of its own user on a local disk with space left, or let it use a PostgreSQL: JHE_STATE_CONN.',
    { cause },
  )

/**
 * Work on the folder of the embedded state, whose faults are named to the person.
 * @throws JheError CONFIG_INVALID for a folder or file that cannot be used
 */
export async function namingFaults<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof FileFault)
      throw unusable(`${thrown.path} ${reasons[thrown.kind]}`, thrown)
    const code = codeOf(thrown)
    if (thrown instanceof JheError || code === undefined) throw thrown
    throw unusable(`${folder} cannot be written to (${code})`, thrown)
  }
}
