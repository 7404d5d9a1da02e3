import { JheError } from '../../errors.js'
import { diskLimitMs } from '../../files/disk.js'
import { codeOf } from '../../files/file-error.js'
import { FileFault, type FileFaultKind } from '../../files/file-fault.js'

const reasons: Readonly<Record<FileFaultKind, string>> = {
  'not plain': 'is a link, or not a plain file',
  foreign: 'belongs to another user',
  shared: 'is a folder that everybody may write to',
  'several names': 'has a second name (a hard link)',
  'too long': 'is not what jhe-mcp wrote',
  silent: `is on a disk that did not answer within ${diskLimitMs / 1000} s`,
}

const closed = 'Nothing of patients is answered as long as it cannot be counted.'

const unusable = (path: string, why: string, cause: unknown): JheError =>
  new JheError(
    'INTERNAL',
    `${path}, which counts whose data were read, cannot be used: it ${why}. ${closed}`,
    'Check the disk, the folder and who owns the file, or set JHE_TOKEN_DIR to a folder of your own; then ask again.',
    { cause },
  )

/** Another process has it for too long. */
export const busy = (path: string): JheError =>
  new JheError(
    'INTERNAL',
    `Another jhe-mcp process holds ${path}.lock. ${closed}`,
    'Try again in a minute; if no other jhe-mcp runs, remove that file.',
  )

/** The file is not what was written last. @param how e.g. `was removed` */
export const doubtful = (path: string, how: string): JheError =>
  new JheError(
    'BRAKED',
    `${path}, which counts whose data were read, ${how}. ${closed}`,
    'If you know why, run `jhe-mcp brake --lift` in a terminal, which begins it anew; otherwise tell who is responsible for these data.',
  )

/**
 * Turns failures of file operations into JheError.
 * @throws JheError INTERNAL, and those of `work`
 */
export async function usable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof JheError) throw thrown
    if (thrown instanceof FileFault) throw unusable(thrown.path, reasons[thrown.kind], thrown)
    throw unusable(path, `fails with ${codeOf(thrown) ?? 'an unknown error'}`, thrown)
  }
}
