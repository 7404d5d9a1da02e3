/** The HTML of each view, by its name. The build fills it; from the sources there are none. */
export const viewPages: Readonly<Record<string, string>> = {}
