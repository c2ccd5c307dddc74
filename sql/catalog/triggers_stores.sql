-- catalog: what happens to stores by itself.

create trigger store_connections_touch
before update on public.store_connections
for each row execute function private.touch_updated_at();

create trigger store_connections_keep_fixed
before update of workspace_id, platform on public.store_connections
for each row execute function private.keep_fixed('workspace_id', 'platform');

create trigger store_connections_transitions
before insert or update of status on public.store_connections
for each row execute function private.allow_transitions(
    'pending>connected',
    'pending>error',
    'pending>disconnected',
    'connected>error',
    'connected>disconnected',
    'error>connected',
    'error>disconnected',
    'disconnected>pending',
    'disconnected>connected'
);

create trigger store_connections_sync_transitions
before update of sync_status on public.store_connections
for each row execute function private.allow_column_transitions(
    'sync_status',
    'idle>syncing',
    'syncing>completed',
    'syncing>error',
    'syncing>idle',
    'completed>syncing',
    'completed>idle',
    'error>syncing',
    'error>idle'
);

create trigger store_connections_audit
after insert or update or delete on public.store_connections
for each row execute function private.audit();
