-- name: roll_up
select public.roll_up_events() as done
