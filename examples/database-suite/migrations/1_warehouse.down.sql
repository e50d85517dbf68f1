drop table allocations;
drop table orders;
drop table inventory;
