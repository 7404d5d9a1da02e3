/** Administrators, the system itself, and the installer of Windows. */
const trusted = [
  'BA',
  'SY',
  'S-1-5-32-544',
  'S-1-5-18',
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
]

/** Rights of a file or folder in two letters (MS-DTYP 2.5.1.1), as bits of an access mask. */
const rightBits: Readonly<Record<string, number>> = {
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
  SD: 0x1_0000,
  RC: 0x2_0000,
  WD: 0x4_0000,
  WO: 0x8_0000,
  FA: 0x1f_01ff,
  FR: 0x12_0089,
  FW: 0x12_0116,
  FX: 0x12_00a0,
  GA: 0x1000_0000,
  GX: 0x2000_0000,
  GW: 0x4000_0000,
  GR: 0x8000_0000,
}

/** Writing data and attributes, adding and deleting entries, deleting, changing the list or the owner. */
const writing = 0x2 | 0x4 | 0x10 | 0x40 | 0x100 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x5000_0000

/** The access mask of an entry; undefined for one that is not understood. */
const maskOf = (rights: string): number | undefined => {
  if (/^0x[\da-f]{1,8}$/i.test(rights)) return Number(rights)
  if (!/^([A-Z]{2})+$/.test(rights)) return undefined
  const bits = (rights.match(/../g) ?? []).map((name) => rightBits[name])
  return bits.reduce<number | undefined>(
    (mask, bit) => (mask === undefined || bit === undefined ? undefined : mask | bit),
    0,
  )
}

/** Whether an entry of the list lets somebody write whom nobody trusts. */
const letsOthersWrite = (entry: string): boolean => {
  const [type, flags = '', rights = '', , , who = ''] = entry.split(';')
  // an entry that refuses, or that only what is made in a folder inherits
  if (type === 'D' || /^(..)*IO/.test(flags)) return false
  if (type !== 'A') return true
  const mask = maskOf(rights)
  return !trusted.includes(who) && (mask === undefined || (mask & writing) !== 0)
}

/**
 * Why a file or folder is not the administrators' alone, from its security descriptor.
 * @param descriptor in the text form of Windows (SDDL, MS-DTYP 2.5.1)
 * @returns undefined where only administrators own it and may write to it
 */
export function aclFault(descriptor: string): 'foreign' | 'writable' | undefined {
  const [, owner, list] =
    /^O:([\w-]+?)(?:G:[\w-]+?)?D:([A-Z]*(?:\([^()]*\))+)(?:S:.*)?$/.exec(descriptor) ?? []
  if (owner === undefined || list === undefined) return 'writable'
  if (!trusted.includes(owner)) return 'foreign'
  const entries = [...list.matchAll(/\(([^()]*)\)/g)].map(([, entry = '']) => entry)
  return entries.some(letsOthersWrite) ? 'writable' : undefined
}
