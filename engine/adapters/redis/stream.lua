-- The part that all scripts of a stream's buckets share; put before each of them.
--
-- KEYS  1      the stream's record, a hash: `token`, drawn when the stream was first written;
--              `1` `2` `3`, the last number given in whitelist, high, low; `fence:…`, the
--              highest fencing number of each lane
--       2-4    the messages of whitelist, high and low: lists, oldest first. Numbers are dense, so
--              the newest has the last number given, and every other follows by counting.
--       5      the ids that are known: a sorted set by when each may be forgotten from
--
-- A message is kept as `<priority 1-3><at>\n<id>\n<wire>`.
--
-- The epoch is the token and the run of this Redis (run.lua): whatever was lost at the end of a
-- run, its numbers are not given again in one epoch.

local record, ids = KEYS[1], KEYS[5]

local function list_of(bucket)
  return KEYS[1 + bucket]
end

local function epoch_of(token)
  return token .. '-' .. string.sub(current_run(), 1, 8)
end

-- How many leave at the old end: `excess` of them, and what is too old after that.
local function leaving(list, excess, horizon)
  local count, step = excess, 1
  while true do
    local some = redis.call('LRANGE', list, count, count + step - 1)
    for _, message in ipairs(some) do
      if tonumber(string.match(message, '^%d(%d+)')) > horizon then return count end
      count = count + 1
    end
    if #some < step then return count end
    step = math.min(step * 2, 256)
  end
end

-- The lists live at least as long as the record: they are renewed with it, and no sooner made.
local function renew(expiry_ms)
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, expiry_ms) end
end

local function renew_when_due(expiry_ms)
  if redis.call('PTTL', record) < expiry_ms * 3 / 4 then renew(expiry_ms) end
end
