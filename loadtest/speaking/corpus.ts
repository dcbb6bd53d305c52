// What a crowd says: made up from a seed, in the manner of a live show's comments. Most are a
// few characters, many are much alike, some are remarks of a sentence; so that frames are as
// long, and compress as well, as real ones. Or the comments of a recording, over and over.

import { DANMAKU } from '../../engine/message.ts'
import { MOST_TEXT } from '../../engine/uplink/body.ts'
import { loadRecording } from '../../recordings/comment-file/read-recording.ts'
import { REACTIONS, REMARKS } from '../demo-comments.ts'
import { pick } from '../seeded-random.ts'

export type Texts = () => string

/** Read off a recording of 16,000 comments: half of them are reactions. */
const REACTION_SHARE = 0.5
const TAIL_SHARE = 0.3
const ADDRESS_SHARE = 0.08

const PLACES = ['广州', '成都', '北京', '杭州', '沈阳', 'Osaka', 'Lisbon', '台北', '武汉', '昆明']
const WHO = ['主播', '吉他手', '鼓手', '楼上', '前面的', '那位姐姐', '弹幕', '导播', '翻译']
const PRAISE = ['绝了', '太稳了', '真好听', '封神', '好温柔', '起飞', '有被惊到', '永远可以相信']
const DOING = [
  '一边写作业一边看',
  '下班路上',
  '在被窝里',
  '吃着火锅',
  '刚睡醒',
  '三刷了',
  '第一次来',
]
const LAUGHS = ['哈', '啊', '嘿', '呜', '2', '6']
const TAILS = ['！', '！！', '～', '。。。', '？', '（', '[doge]', '😂', '❤️', '👏', '…', ' yyds']

/** Each is one way of saying something. */
const FORMS: readonly ((random: () => number) => string)[] = [
  random => pick(LAUGHS, random).repeat(3 + Math.floor(random() * 12)),
  random => `${pick(WHO, random)}${pick(PRAISE, random)}`,
  random => `${pick(PLACES, random)}的朋友在吗`,
  random => `坐标${pick(PLACES, random)}，${pick(DOING, random)}`,
  random => `${pick(WHO, random)}，${pick(REMARKS, random)}`,
  random =>
    `${1 + Math.floor(random() * 59)}:${`${Math.floor(random() * 60)}`.padStart(2, '0')} 这里${pick(PRAISE, random)}`,
  random => `${pick(REMARKS, random)}，${pick(DOING, random)}`,
]

/** A never-ending talk; the same chance says the same. */
export function madeUpTexts(random: () => number): Texts {
  return () => {
    const text = random() < REACTION_SHARE ? reaction(random) : pick(FORMS, random)(random)
    const address = random() < ADDRESS_SHARE ? `@${pick(WHO, random)} ` : ''
    const tail = random() < TAIL_SHARE ? pick(TAILS, random) : ''
    return [...`${address}${text}${tail}`].slice(0, MOST_TEXT).join('')
  }
}

function reaction(random: () => number): string {
  return random() < 0.5 ? pick(pick(REACTIONS, random), random) : pick(REMARKS, random)
}

/**
 * The texts of a recording in their order, and again from its beginning.
 * @throws Fault `bad-file`
 */
export async function recordedTexts(file: string): Promise<Texts> {
  const { comments } = await loadRecording(file)
  const texts = comments
    .filter(({ kind }) => kind === DANMAKU)
    .map(({ body }) => [...`${body.text}`].slice(0, MOST_TEXT).join(''))
  let next = 0
  return () => texts[next++ % texts.length] as string
}
