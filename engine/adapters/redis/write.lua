-- Stores messages of one stream: all of this, or nothing.
--
-- ARGV  1 now, ms                    5 how old in whitelist, ms
--       2 a fresh token              6 how long an id is known, ms
--       3 the most in high and low   7 how long the keys live, ms
--       4 how old in high and low    8 the lane, '' without a fence    9 its fencing number
--       10… the messages, as they are kept
-- Returns the epoch, and a letter for each message: s stored, d duplicate, x expired, f fenced.
--
-- The first command that changes anything is one that a full Redis refuses (HSET, ZADD), so that
-- it refuses the whole.

local now, expiry_ms = tonumber(ARGV[1]), tonumber(ARGV[7])
local horizon = now - tonumber(ARGV[6])
local lane, number = ARGV[8], tonumber(ARGV[9])
local FIRST = 10
-- Lua unpacks about 8,000 values at once.
local SOME = 2000

local function in_pieces(values, act)
  for from = 1, #values, SOME do
    act(unpack(values, from, math.min(from + SOME - 1, #values)))
  end
end

local known = redis.call('HMGET', record, 'token', 'silenced', 'fence:' .. lane)
local token, fence = known[1], tonumber(known[3] or 0)
local is_silenced = silence_of(known[2])
local is_new = not token
if is_new then
  token = ARGV[2]
  redis.call('HSET', record, 'token', token)
  redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5])
end
if lane ~= '' then
  if number < fence then return { epoch_of(token), string.rep('f', #ARGV - FIRST + 1) } end
  if number > fence then redis.call('HSET', record, 'fence:' .. lane, number) end
end

-- What each message is called, and since when its id is known.
local named, seen = {}, {}
for index = FIRST, #ARGV do
  local priority, at, id = string.match(ARGV[index], '^(%d)(%d+)\n([^\n]*)\n')
  named[#named + 1] = { bucket = tonumber(priority), at = tonumber(at), id = id }
  if is_silenced and is_silenced(ARGV[index], tonumber(at)) then seen[id] = true end
end
for from = 1, #named, SOME do
  local asked = {}
  for index = from, math.min(from + SOME - 1, #named) do asked[#asked + 1] = named[index].id end
  for index, score in ipairs(redis.call('ZMSCORE', ids, unpack(asked))) do
    local since = score and tonumber(score) or horizon
    if since > horizon then seen[asked[index]] = true end
  end
end

local outcomes, remembered, stored = {}, {}, { {}, {}, {} }
for index, message in ipairs(named) do
  if seen[message.id] then
    outcomes[index] = 'd'
  elseif message.at <= horizon then
    outcomes[index] = 'x'
  else
    outcomes[index] = 's'
    seen[message.id] = true
    -- By an edge's clock that runs ahead the message stays young for longer: so must its id.
    remembered[#remembered + 1] = math.max(now, message.at)
    remembered[#remembered + 1] = message.id
    local bucket = stored[message.bucket]
    bucket[#bucket + 1] = ARGV[index + FIRST - 1]
  end
end

in_pieces(remembered, function(...) redis.call('ZADD', ids, ...) end)
redis.call('ZREMRANGEBYSCORE', ids, '-inf', horizon)
local begins = is_new or (#remembered > 0 and redis.call('ZCARD', ids) * 2 == #remembered)

for bucket, messages in ipairs(stored) do
  if #messages > 0 then
    local list, length = list_of(bucket), 0
    in_pieces(messages, function(...) length = redis.call('RPUSH', list, ...) end)
    if length == #messages then begins = true end
    redis.call('HINCRBY', record, bucket, #messages)
    local excess = bucket == 1 and 0 or math.max(length - tonumber(ARGV[3]), 0)
    local too_old = now - tonumber(bucket == 1 and ARGV[5] or ARGV[4])
    local count = leaving(list, excess, too_old)
    if count > 0 then redis.call('LTRIM', list, count, -1) end
  end
end

if begins then renew(expiry_ms) else renew_when_due(expiry_ms) end
return { epoch_of(token), table.concat(outcomes) }
