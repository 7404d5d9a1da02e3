import { statfs } from 'node:fs/promises'
import { platform } from 'node:os'
import { dirname } from 'node:path'

/** File systems of this computer's own disks and memory, by `f_type` of statfs(2). */
const local: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0xf2f52010, // F2FS
  0x01021994, // tmpfs
])

/**
 * Whether Linux answers for the status of a file that was looked at before from its memory, without
 * asking a disk or another computer, as NFS, SMB and FUSE do at every look. Other systems give no
 * names of file systems that say as much.
 * @returns false where it cannot be told; never throws
 */
export async function isKeptInMemory(path: string): Promise<boolean> {
  if (platform() !== 'linux') return false
  try {
    return local.has((await statfs(dirname(path))).type)
  } catch {
    return false
  }
}
