import { withoutEntry } from '../edit-entry.js'
import { heldFor, type Held } from '../held-entry.js'
import { inTime, replaceFile } from '../hosts/host-file.js'
import { isSameServer, shownUrl } from '../remote-entry.js'
import type { AskedServer } from '../server-flags.js'
import { mayHoldPassword, tell, type Task } from './task.js'

/** With an address, only an entry of that server is taken out. */
const isMeant = ({ url }: Held, server: AskedServer | undefined): boolean =>
  server === undefined || isSameServer(url, server.url)

/** Takes the entry out of its file. @throws JheError CONFIG_INVALID or INPUT_INVALID */
export const remove = async (task: Task): Promise<void> => {
  const { host, wanted, server, label, found } = task
  const text = found.text ?? ''
  const held = heldFor(text, host, wanted, label)
  const { name } = held
  const changed = isMeant(held, server) ? withoutEntry(text, host, wanted, label) : text
  if (changed === text) {
    const what = server === undefined ? 'jhe-mcp' : shownUrl(server.url)
    tell(task, [`Nothing to do: there is no "${name}" of ${what} in ${label}.`])
    return
  }
  const backup = await inTime(found.path, async () => await replaceFile(found, changed))
  tell(task, [
    `Removed "${name}" from ${host.title}.`,
    `  written   ${found.path}`,
    `  backup    ${backup ?? 'none'}`,
    mayHoldPassword,
  ])
}
