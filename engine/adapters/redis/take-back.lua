-- Takes back messages, or all that a sender said: each keeps its place, with nothing to show, and
-- what comes only later is known already.
--
-- ARGV  1 now, ms             4 the sender, '' for messages    5 until when, ms since 1970
--       2 a fresh token       6… the ids of messages
--       3 how long the keys live, ms
-- Returns how many there were to take back.

local now, sender = tonumber(ARGV[1]), ARGV[4]
local till = tonumber(ARGV[5])
local SOME = 500

local known = redis.call('HMGET', record, 'token', 'silenced')
if not known[1] then
  redis.call('HSET', record, 'token', ARGV[2])
  redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5])
end

local wanted = {}
if sender ~= '' then
  redis.call('HSET', record, 'silenced', with_silenced(known[2], sender, till))
else
  for index = 6, #ARGV do
    wanted[ARGV[index]] = true
    redis.call('ZADD', ids, now, ARGV[index])
  end
end

local function is_wanted(message)
  local at, id, wire = string.match(message, '^%d(%d+)\n([^\n]*)\n(.*)$')
  if wire == '' then return nil end
  if sender == '' then return wanted[id] and at and true end
  return tonumber(at) <= till and sender_of(message) == sender
end

local count = 0
for bucket = 1, 3 do
  local list, from = list_of(bucket), 0
  while true do
    local some = redis.call('LRANGE', list, from, from + SOME - 1)
    for place, message in ipairs(some) do
      if is_wanted(message) then
        local empty = string.match(message, '^%d%d+\n[^\n]*\n')
        redis.call('LSET', list, from + place - 1, empty)
        count = count + 1
      end
    end
    if #some < SOME then break end
    from = from + SOME
  end
end

if known[1] then renew_when_due(tonumber(ARGV[3])) else renew(tonumber(ARGV[3])) end
return count
