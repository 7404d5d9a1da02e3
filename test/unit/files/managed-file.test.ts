import { chmod, link, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { beforeEach, describe, expect, it } from 'vitest'

import { ManagedFileFault, readManagedFile } from '../../../src/files/managed-file.js'
import { aclFault } from '../../../src/files/windows-acl.js'
import { createTestFolder } from '../../support/worlds/stores.js'

const self = process.geteuid?.() ?? 0

/** What reading came to: the text, or the fault. */
const read = (path: string, owner = self): string | undefined => {
  try {
    return readManagedFile(path, owner)
  } catch (thrown) {
    if (thrown instanceof ManagedFileFault) return thrown.fault
    throw thrown
  }
}

describe('a file of the administrator', () => {
  let folder: string
  let path: string

  beforeEach(async ({ onTestFinished }) => {
    const made = await createTestFolder()
    onTestFinished(async () => {
      await made[Symbol.asyncDispose]()
    })
    folder = join(made.path, 'jhe-mcp')
    path = join(folder, 'policy.json')
    await mkdir(folder)
    await chmod(folder, 0o755)
    await writeFile(path, 'the text')
    await chmod(path, 0o644)
  })

  it('A50: is read where it and its folder are the owner’s alone', () => {
    expect(read(path)).toBe('the text')
  })

  it.each([0o444, 0o400, 0o600, 0o604, 0o640])('A50: is read with the mode %o', async (mode) => {
    await chmod(path, mode)
    expect(read(path)).toBe('the text')
  })

  it.each([0o666, 0o646, 0o664, 0o622, 0o602, 0o620])(
    'A50: is refused with the mode %o',
    async (mode) => {
      await chmod(path, mode)
      expect(read(path)).toBe('writable')
    },
  )

  it.each([0o777, 0o775, 0o757, 0o1777])(
    'A50: is refused in a folder of the mode %o, whose entries others may replace',
    async (mode) => {
      await chmod(folder, mode)
      expect(read(path)).toBe('writable')
    },
  )

  it('A50: is refused where another user owns it', () => {
    expect(read(path, self + 1)).toBe('foreign')
  })

  it('A50: is refused as a link, also to nowhere', async () => {
    const other = join(folder, 'other.json')
    await symlink(path, other)
    expect(read(other)).toBe('link')
    await rm(path)
    expect(read(other)).toBe('link')
  })

  it('A50: is refused in a folder that is a link', async () => {
    const other = `${folder}-link`
    await symlink(folder, other)
    expect(read(join(other, 'policy.json'))).toBe('link')
  })

  it('A50: is refused as a folder, and where its folder is a file', async () => {
    const inner = join(folder, 'inner')
    await mkdir(inner)
    await chmod(inner, 0o755)
    expect(read(inner)).toBe('not plain')
    expect(read(join(path, 'policy.json'))).toBe('unreadable')
  })

  it('A50: is refused where it is longer than a policy can be', async () => {
    await writeFile(path, 'x'.repeat(65_537))
    expect(read(path)).toBe('too long')
  })

  it('is none where there is none', () => {
    expect(read(join(folder, 'none.json'))).toBeUndefined()
    expect(read(join(folder, 'none', 'policy.json'))).toBeUndefined()
  })

  it('A50: is looked at by its open file, so that a second name does not matter', async () => {
    await link(path, join(folder, 'second.json'))
    expect(read(path)).toBe('the text')
  })
})

describe('a file of Windows administrators', () => {
  const list = 'D:PAI(A;;FA;;;SY)(A;;FA;;;BA)'
  it.each([
    [`O:BAG:DU${list}(A;;0x1200a9;;;BU)`, undefined],
    [`O:SYG:SY${list}`, undefined],
    [`O:S-1-5-32-544G:S-1-5-21-1-2-3-513${list}(A;OICI;FRFX;;;AU)`, undefined],
    [`O:BAG:BA${list}(A;OICIIO;GA;;;CO)`, undefined],
    [`O:BAG:BA${list}(D;;FW;;;BU)`, undefined],
    [`O:S-1-5-21-1-2-3-1001G:DU${list}`, 'foreign'],
    [`O:BUG:DU${list}`, 'foreign'],
    [`O:BAG:DU${list}(A;;FA;;;BU)`, 'writable'],
    [`O:BAG:DU${list}(A;;FRFW;;;AU)`, 'writable'],
    [`O:BAG:DU${list}(A;;0x1301bf;;;S-1-5-21-1-2-3-1001)`, 'writable'],
    // as folders in ProgramData inherit it
    [`O:BAG:DU${list}(A;CI;DCLCRPCR;;;BU)`, 'writable'],
    [`O:BAG:DU${list}(A;;WD;;;WD)`, 'writable'],
    [`O:BAG:DU${list}(A;;WO;;;WD)`, 'writable'],
    [`O:BAG:DU${list}(A;;SD;;;WD)`, 'writable'],
    [`O:BAG:DU${list}(A;;GW;;;WD)`, 'writable'],
    [`O:BAG:DU${list}(A;;what;;;WD)`, 'writable'],
    [`O:BAG:DU${list}(XA;;FR;;;WD;(@User.Title=="x"))`, 'writable'],
    // without a list everybody may do everything
    ['O:BAG:DU', 'writable'],
    ['O:BAG:DUD:NO_ACCESS_CONTROL', 'writable'],
    ['', 'writable'],
  ])('A50: %s is %s', (descriptor, fault) => {
    expect(aclFault(descriptor)).toBe(fault)
  })
})
