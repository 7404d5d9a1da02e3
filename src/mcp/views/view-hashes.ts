/** A hash of each view's page, by the view's name. The build fills it; from the sources there are none. */
export const viewHashes: Readonly<Record<string, string>> = {}
