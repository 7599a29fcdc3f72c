"""Flower's own configuration file: bounded memory, history that survives a restart, pages shown by their URL.

Address, port, password and database come from the environment (``FLOWER_*``), which ``newsloom up`` and the compose
file set.
"""

max_tasks = 20_000
max_workers = 500
persistent = True
state_save_interval = 60_000  # milliseconds
enable_events = True
purge_offline_workers = 3600
natural_time = False
tasks_columns = "name,args,state,received,started,runtime,worker,uuid"
