// A component that is drawn again only when a property is another one. A busy room changes
// the end of its list many times a second; the other 299 lines stay untouched.

import { Component, type ComponentChildren, type FunctionComponent, h } from 'preact'

export function memo<Props extends object>(draw: FunctionComponent<Props>) {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const names = Object.keys(next) as (keyof Props)[]
      return names.some(name => next[name] !== (this.props as Props)[name])
    }

    render(): ComponentChildren {
      return h(draw, this.props as Props)
    }
  }
}
