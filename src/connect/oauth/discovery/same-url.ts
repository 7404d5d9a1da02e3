const isUrlPair = (a: string, b: string): boolean => URL.canParse(a) && URL.canParse(b)

/** Whether two texts are one URL: equal, but for what a URL parser makes equal (a slash after the host). */
export const isSameUrl = (a: string, b: string): boolean =>
  a === b || (isUrlPair(a, b) && new URL(a).href === new URL(b).href)
