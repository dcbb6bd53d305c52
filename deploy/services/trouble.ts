// What keeps a service from running, in words that say what to do. It is for whoever sits at
// the terminal, so it is told without a stack.

export class ServiceTrouble extends Error {
  constructor(text: string, cause?: unknown) {
    super(text, { cause })
    this.name = 'ServiceTrouble'
  }
}
