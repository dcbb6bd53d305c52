-- The part that reading and history share; comes after stream.lua.
--
-- ARGV  1 now, ms                    5 '1' when this Redis takes writes
--       2 how old in high and low    6 the cursor's epoch
--       3 how old in whitelist       7-9 its numbers: whitelist, high, low
--       4 how long the keys live     10-12 the most of each
-- Returns the epoch, '' for a stream never seen, then for each bucket: the first number held, the
-- last ever given, the number of the first message returned, the messages.
--
-- On the primary it lets go of what is too old, and keeps the stream from expiring. A replica
-- only reads.

-- `range(bucket, first, last, cursor, most)` gives the first and last number wanted; the cursor
-- is nil when it is of another epoch.
local function read_buckets(range)
  local now, expiry_ms, takes_writes = tonumber(ARGV[1]), tonumber(ARGV[4]), ARGV[5] == '1'
  local known = redis.call('HMGET', record, 'token', '1', '2', '3')
  if not known[1] then return { '' } end

  local epoch = epoch_of(known[1])
  local reply = { epoch }
  for bucket = 1, 3 do
    local list, last = list_of(bucket), tonumber(known[1 + bucket] or 0)
    if takes_writes then
      local too_old = now - tonumber(bucket == 1 and ARGV[3] or ARGV[2])
      local count = leaving(list, 0, too_old)
      if count > 0 then redis.call('LTRIM', list, count, -1) end
    end
    local first = last - redis.call('LLEN', list) + 1
    local cursor = ARGV[6] == epoch and tonumber(ARGV[6 + bucket]) or nil
    local from, to = range(bucket, first, last, cursor, tonumber(ARGV[9 + bucket]))
    local messages = {}
    if from <= to then messages = redis.call('LRANGE', list, from - first, to - first) end
    reply[#reply + 1] = { first, last, from, messages }
  end
  if takes_writes then renew_when_due(expiry_ms) end
  return reply
end
