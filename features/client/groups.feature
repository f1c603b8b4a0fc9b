@certify-client @lists
Feature: Alice's client keeps groups

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session

  Rule: C-GRP-01 ADG, REG and RMG

    @C-GRP-01 @X-ENC-01
    Example: Alice makes a group
      Given Alice is online
      When Alice makes the group "Tea & cake 100%"
      Then Alice still answers

    @C-GRP-01
    Example: Alice renames a group
      Given Alice is online
      When Alice renames the group 2 to "Best friends"
      Then Alice still answers

    @C-GRP-01
    Example: Alice removes a group
      Given Alice is online
      When Alice removes the group 3
      Then Alice still answers

  Rule: C-LST-07 What is refused

    @C-LST-07
    Scenario Outline: A new group gets error <error>
      Given Alice is online
      And the server refuses the next ADG with error <error>
      When Alice makes the group "Tea"
      Then Alice still answers

      Examples:
        | error |
        | 223   |
        | 228   |
        | 229   |

    @C-LST-07
    Example: To rename a group that is gone gets error 224
      Given Alice is online
      And the server refuses the next REG with error 224
      When Alice renames the group 2 to "Tea"
      Then Alice still answers

    @C-LST-07
    Example: To remove group 0 gets error 230
      Given Alice is online
      And the server refuses the next RMG with error 230
      When Alice removes the group 1
      Then Alice still answers
