#!/usr/bin/env node
// Barrage's entry: reads the config, opens the ports, starts the roles, closes in reverse.

export {}
