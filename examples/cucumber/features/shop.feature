Feature: Orders
  Scenario: An order takes what it sells out of the stock
    Given a product of which there are 5
    When 2 of it are ordered
    Then 3 of it are left

  Scenario: An order of more than there is changes nothing
    Given a product of which there are 0
    When 1 of it is ordered
    Then it is refused
    And 0 of it are left

  Scenario: The tables take what they should, and nothing else
    Then rows of orders are handled as they should be
    And every constraint holds
