-- ai: what a generation costs of the credits that a plan includes.

create function private.generation_credits(generation public.ai_generations) returns integer
language plpgsql
immutable
set search_path = ''
as $$
begin
    return case
        when generation.bundle_order_item_id is not null then 0
        when generation.generation_type = 'content_bundle' then 0
        else 1
    end;
end
$$;
comment on function private.generation_credits(public.ai_generations) is
'One for each; none for a bundle, whose pieces count, and none for what was bought with an order.';
