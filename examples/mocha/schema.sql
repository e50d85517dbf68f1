create table products (
  id text primary key,
  name text not null,
  stock integer not null check (stock >= 0)
);

create table orders (
  id text primary key,
  product_id text not null references products,
  quantity integer not null check (quantity > 0)
);
