// What the demo's viewers say: made up, in the mood of a live show, some of it in English.
// Reactions come in bursts, many people saying much the same; remarks come one by one.

export const REMARKS: readonly string[] = [
  ...['晚上好呀大家', '第一次来，请多关照', '前排占座', '声音很清楚，给运维加鸡腿'],
  ...['今天的灯光好好看', '终于赶上直播了', '这个开场绝了', '主播今天状态真好'],
  ...['有没有广州的朋友', '坐标成都，火锅已备好', '北京零下三度，裹着被子看', '一边加班一边看'],
  ...['这首歌叫什么名字？', '同问歌名', '好像是《海与晚风》', '已加入歌单'],
  ...['氛围感拉满', '和声太美了', '吉他手加个鸡腿', '鼓点好稳', '贝斯听得我起鸡皮疙瘩'],
  ...['这段我能循环一整天', '是我的青春啊', '谁懂啊，太好哭了', '听着听着就笑了'],
  ...['刚进来，错过了什么', '错过了半首歌，可惜', '回放在哪里看？', '录像会有的吧'],
  ...['下一首点《夜航》', '想听慢歌', '来首快的！', '求返场', '可以再唱一遍副歌吗'],
  ...['今天的衣服好好看', '帽子链接有吗（不是', '背景的猫是真的吗', '猫！那里有猫！'],
  ...['我家狗也在看', '室友问我在笑什么', '妈妈问我为什么跪着看直播', '爸妈也说好听'],
  ...['手动点赞', '已三连', '下次一定……这次就一定', '爱了爱了', '舍不得结束'],
  ...['网络终于不卡了', '画质好清晰', '戴上耳机感受完全不同', '建议戴耳机'],
  ...['弹幕好温柔', '大家都好有爱', '遇到老朋友了', '去年也在，今年还在', '明年还来'],
  ...['作业写完了，安心看', '作业没写完，也安心看', '明天考试，今晚先开心', '下班路上打卡'],
  ...['今天辛苦了', '早点休息呀', '多喝热水', '注意嗓子', '慢慢来，不着急'],
  ...['hello from Lisbon', 'first time here, love it', 'what a night', 'the sound is so clean'],
  ...['who else is on the late train', 'greetings from Osaka', 'can someone name this song?'],
  ...['my cat is watching too', 'that harmony, wow', 'the lights are gorgeous tonight'],
  ...['this made my week', 'studying with this on', 'good evening everyone', 'back again!'],
  ...['is there a replay later?', 'I know this one!', 'turn it up a little', 'so cosy in here'],
  ...['drummer deserves a raise', 'that key change', 'chills', 'I was here when it was 12 people'],
]

/** Each is one moment's worth: what people say to the same thing. */
export const REACTIONS: readonly (readonly string[])[] = [
  ['哈哈哈哈哈', '哈哈哈哈哈哈哈哈', '笑不活了', '233333', 'lol', '救命哈哈哈哈', '每日一笑'],
  ['啊啊啊啊啊', '啊啊啊啊啊啊啊啊啊', '来了来了', '它来了！', '前方高能', 'here it comes!'],
  ['好听！', '太好听了吧', '起鸡皮疙瘩', 'goosebumps', '绝了', '封神', '这也太稳了'],
  ['泪目', '破防了', '哭了', '我没哭，是风', 'not crying, you are', '纸巾在哪里'],
  ['再来一首！', '再来一首！！', '安可！', 'encore!', 'Encore! Encore!', '返场返场'],
  ['👏👏👏', '掌声', '鼓掌！', '全体起立', 'bravo!', '👏👏👏👏👏', '太强了'],
]

/** As players offer them; white is what most people leave it at. */
export const COLORS: readonly number[] = [
  0xfe0302, 0xffd302, 0x00cd00, 0x89d5ff, 0x4266be, 0xcc0273,
]
