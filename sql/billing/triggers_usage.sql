-- billing: calls of the API count as usage; they come in batches.

create trigger api_logs_count_usage
after insert on public.api_logs
referencing new table as added
for each statement execute function private.count_usage('api_calls', 'user_id');
