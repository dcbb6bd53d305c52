-- What was changed since a mark: a life of the records, and how many changes there had been in it.
--
-- KEYS  1 records, a hash: room to JSON   2 the rooms by the number of their last change
--       3 a hash: the count of changes, and a name that was given to this life of them
-- ARGV  1 the mark, '': none   2 how many to tell at most   3 a name for a new life
-- Returns the mark to go on from, 1 when it goes on from the one given, and the records. A Redis
-- that was emptied begins a new life, and so does one that came back: it may have lost the last
-- of what it was told.

redis.call('HSETNX', KEYS[3], 'life', ARGV[3])
local life = current_run() .. '.' .. redis.call('HGET', KEYS[3], 'life')
local mark = life .. '/' .. (redis.call('HGET', KEYS[3], 'count') or '0')
local marked, number = string.match(ARGV[1], '^(.*)/(%d+)$')
if marked ~= life then return { mark, ARGV[1] == '' and 1 or 0 } end
local told = { mark, 1 }
local from = '(' .. number
local later = redis.call('ZRANGE', KEYS[2], from, '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
for at = 1, #later, 2 do
  told[#told + 1] = redis.call('HGET', KEYS[1], later[at])
  told[1] = life .. '/' .. string.format('%.0f', later[at + 1])
end
return told
