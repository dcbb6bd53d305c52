-- Put before the scripts that must know when something may have been lost.

-- The run of this Redis, its replication id: another after every restart and failover.
local function current_run()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
end
