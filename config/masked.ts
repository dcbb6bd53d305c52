// An address without its password, for whoever reads what is printed or logged.

/** `redis://user:***@host`; any number of addresses in the text. */
export function masked(text: string): string {
  return text.replace(/(\/\/[^\s:@/,]*):[^\s/,]*@/g, '$1:***@')
}
