@certify-server @switchboard
Feature: Alone in a chat, and out of it

  Background:
    Given the kit plays the client

  Rule: S-SB-15 What nobody can hear has not been delivered

    @S-SB-15 @S-SB-14
    Scenario Outline: A message with <letter>, and nobody to hear it
      Given Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> MSG <msg=2> <letter> 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello
        """
      Then the switchboard answers Alice's <msg> with <answer> (<rule>)

      Examples:
        | letter | answer  | rule    |
        | A      | NAK     | S-SB-15 |
        | N      | NAK     | S-SB-15 |
        | U      | nothing | S-SB-14 |

  Rule: S-SB-19 Who leaves is missed, once, and S-SB-20 stays signed in

    @S-SB-19 @S-SB-20
    Scenario Outline: Alice leaves by <how>
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When Alice says:
        """
        >>> <what>
        """
      Then Bob hears:
        """
        # S-SB-19
        <<< BYE <alice>\r\n
        """
      And Bob hears no other BYE (S-SB-19)
      And Alice's session goes on (S-SB-20)
      And Bob's session goes on (S-SB-20)

      Examples:
        | how     | what    |
        | closing | (close) |
        | a reset | (reset) |

    @S-SB-19 @S-SB-20
    Example: Alice leaves by OUT
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When Alice says:
        """
        >>> OUT\r\n
        """
      Then Bob hears:
        """
        # S-SB-19
        <<< BYE <alice>\r\n
        """
      And Bob hears no other BYE (S-SB-19)
      And Alice's session goes on (S-SB-20)
      And Bob's session goes on (S-SB-20)

    @S-SB-20
    Example: Alice has two chats and ends one
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Bob and Alice are in a chat
      And Alice has been sent to a switchboard
      When Alice calls at <switchboard>:
        """
        >>> USR <usr=1> <alice> <key>\r\n
        # S-SB-03
        <<< USR <usr> OK <alice> <alice-name=Alice>\r\n
        >>> OUT\r\n
        """
      Then Alice's session goes on (S-SB-20)
      And Bob hears no other BYE (S-SB-20)
