// Who says a recorded comment: whoever the recording names, or one of a small made-up cast,
// so that a room played from a file has people in it.

import type { Recorded } from '../recordings/comment-file/recorded.ts'
import { personOf } from '../recordings/person.ts'
import type { Saying } from './application.ts'

export const NAMES: readonly string[] = [
  ...['小满', '阿茶', '夜航船', '北岛以北', '糖炒栗子', '一只橘猫', '云朵面包', '电波少年'],
  ...['青柠', '不吃香菜', '月半弯', '白日梦', '老街口', '风起时', '海盐汽水', '蓝调'],
  ...['Momo', 'Kite', 'Juniper', 'Sora', 'pixelpine', 'Robin', 'Maple', 'nocturne'],
  ...['Theo', 'Wren', 'late_train', 'Hazel', 'oolong', 'Finch', 'Basil', 'echo_9'],
  ...['九月', '半糖', '拾光', '木木', '星河', '豆包不是包', '阿澈', '南风'],
]

export function speaker({ from }: Recorded, index: number): Saying['from'] {
  const person = personOf(from)
  if (person) return { id: person.id, name: person.name ?? nameOf(person.id) }
  // A prime step, so that neighbours in the recording are different people.
  const one = (index * 7) % NAMES.length
  return { id: `cast-${one + 1}`, name: NAMES[one] ?? '' }
}

/** The same name for the same person, every time. */
function nameOf(id: string): string {
  let sum = 0
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return `${NAMES[sum % NAMES.length]} ${id.slice(-3)}`
}
