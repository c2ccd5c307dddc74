-- campaigns: each that is made counts as usage, also when it is deleted again.

create trigger campaigns_count_usage
after insert on public.campaigns
referencing new table as added
for each statement execute function private.count_usage('campaigns', 'created_by');
