import { lstat, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

import type { Runtime } from '../app/runtime.js'
import { JheError } from '../errors.js'
import { diskOf } from '../files/disk.js'
import { codeOf } from '../files/file-error.js'
import { FileFault } from '../files/file-fault.js'
import { replacePrivate } from '../files/replace-file.js'
import { drawingOf, drawnTools } from '../picture/drawings.js'
import { svgText } from '../picture/svg-text.js'
import { dateOrderOf } from '../picture/words/dates.js'

const invalid = (message: string, hint: string) => new JheError('INPUT_INVALID', message, hint)

const elsewhere = 'Give --svg a file in a folder that is there and that you may write to.'

const notWritten = (thrown: unknown): JheError => {
  const code = thrown instanceof FileFault ? 'its disk does not answer' : codeOf(thrown)
  return invalid(
    `The picture cannot be written to the file of --svg (${code ?? 'fault'}).`,
    elsewhere,
  )
}

/** A file to be replaced, a link in its place, or nothing. */
const refuseOther = async (path: string): Promise<void> => {
  const folder = dirname(path)
  const disk = diskOf(folder)
  const found = await disk
    .run(path, async () => await lstat(path))
    .catch((thrown: unknown) => {
      if (codeOf(thrown) !== 'ENOENT') throw notWritten(thrown)
      return undefined
    })
  if (found?.isFile() === false && !found.isSymbolicLink()) {
    throw invalid('--svg names a folder or a device.', 'Give --svg the name of a file.')
  }
  const around = await disk
    .run(folder, async () => await stat(folder))
    .catch((thrown: unknown) => {
      throw notWritten(thrown)
    })
  if (!around.isDirectory()) throw notWritten(undefined)
}

/** Writes an answer as a picture. */
export type WritePicture = (args: unknown, answer: unknown) => Promise<void>

/**
 * Prepares a picture before the question is asked, so that none is asked in vain.
 * @param name the file, from the folder that the program was started in; a file there is replaced,
 * a link is replaced and not followed; mode 0600, since it shows data of patients
 * @returns what writes it and says so on stderr
 * @throws JheError INPUT_INVALID for a tool without a picture, and where no file can be
 */
export async function openPicture(
  { runtime }: { readonly runtime: Runtime },
  tool: string,
  name: string,
): Promise<WritePicture> {
  const draw = drawingOf(tool)
  if (draw === undefined) {
    throw invalid(
      '--svg: answers of this tool have no picture.',
      `Those of ${drawnTools.join(', ')} have.`,
    )
  }
  if (name === '') throw invalid('--svg has no file name.', 'Write it like --svg trend.svg')
  const path = resolve(runtime.folder, name)
  await refuseOther(path)
  return async (args, answer) => {
    const order = dateOrderOf(new Intl.DateTimeFormat().resolvedOptions().locale)
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n${svgText(draw(args, answer, order))}\n`
    await replacePrivate(path, text, runtime.machine).catch((thrown: unknown) => {
      throw notWritten(thrown)
    })
    runtime.stderr.write('The picture is written; like the answer, it shows data of patients.\n')
  }
}
