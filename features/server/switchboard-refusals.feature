@certify-server @switchboard
Feature: Calls that do not go through, and what a switchboard survives

  Background:
    Given the kit plays the client

  Rule: S-SB-10 Who is not there cannot be called, and the chat goes on

    @S-SB-10
    Example: Bob is offline
      Given the lists of Alice and Bob are empty
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        """
      Then the switchboard answers Alice's <cal> with 217 (S-SB-10)
      And Alice hears no other JOI (S-SB-10)

    @S-SB-10
    Example: Bob hides
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | HDN    | 24        |
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        """
      Then the switchboard answers Alice's <cal> with 217 or 216 (S-SB-10)
      And Bob is told no RNG (S-SB-10)

    @S-SB-10
    Example: Nobody has the account
      Given Alice is online
      And Alice is alone in a chat
      And there is no account <nobody>
      When Alice says:
        """
        >>> CAL <cal=2> <nobody>\r\n
        """
      Then the switchboard answers Alice's <cal> with 217 or 208 (S-SB-10)
      And Alice hears no other JOI (S-SB-10)

    @S-SB-10
    Example: A word that is no account
      Given Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> hello\r\n
        """
      Then the switchboard answers Alice's <cal> with 208 (S-SB-10)
      And Alice hears no other JOI (S-SB-10)

    @S-SB-10
    Example: Two at-signs and a letter
      Given Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> @@a\r\n
        """
      Then the switchboard answers Alice's <cal> with 208 or 217 (S-SB-10)
      And Alice hears no other JOI (S-SB-10)

  Rule: S-SB-11 Nobody is called who is there already

    @S-SB-11
    Example: Alice calls herself
      Given Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <alice>\r\n
        """
      Then the switchboard answers Alice's <cal> with 215 or 217 (S-SB-11)
      And Alice is told no RNG (S-SB-11)

    @S-SB-11
    Example: Bob is in the chat
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When Alice says:
        """
        >>> CAL <cal=3> <bob>\r\n
        """
      Then the switchboard answers Alice's <cal> with 215 or 217 (S-SB-11)

    @S-SB-11
    Example: Bob has been called and has not answered
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        # S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        >>> CAL <again=3> <bob>\r\n
        """
      Then the switchboard answers Alice's <again> with 215 or 217 (S-SB-11)

  Rule: S-SB-12 Who is blocked cannot call

    @S-SB-12
    Example: Bob blocks Alice
      Given the lists of Alice and Bob hold only:
        | owner | list | contact |
        | Alice | FL   | Bob     |
        | Bob   | BL   | Alice   |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        """
      Then the switchboard answers Alice's <cal> with 216 or 217 (S-SB-12)
      And Bob is told no RNG (S-SB-12)
      And Alice hears no other JOI (S-SB-12)

    @S-SB-12
    Example: Bob allows nobody who is not on his AL
      Given the lists of Alice and Bob hold only:
        | owner | list | contact |
        | Alice | FL   | Bob     |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Bob is told:
        """
        >>> BLP <blp=20> BL\r\n
        # S-SET-01
        <<< BLP <blp> <version=28> BL\r\n
        """
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        """
      Then the switchboard answers Alice's <cal> with 216 or 217 (S-SB-12)
      And Bob is told no RNG (S-SB-12)

  Rule: S-SB-04 Nothing is done for who has not been let in

    @S-SB-04 @S-ROB-01
    Scenario Outline: <name> before USR
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice has been sent to a switchboard
      When Alice calls at <switchboard> as no client should:
        """
        >>> <name> <early=1> <words>\r\n<payload>
        """
      Then the switchboard answers Alice's <early> with an error, a close or nothing (S-SB-04)
      And Bob is told no RNG (S-SB-04)
      And Alice's session goes on (S-SB-20)

      Examples:
        | name | words | payload |
        | CAL  | <bob> |         |
        | MSG  | A 5   | Hello   |

  Rule: S-ROB-02 S-ROB-03 S-ROB-08 What a switchboard does not know or is not whole is passed over, refused, or ends the chat

    @S-ROB-01 @S-ROB-02 @S-ROB-03 @S-ROB-08
    Scenario Outline: Alice says <what>
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When Alice says what no client should:
        """
        >>> <line>\r\n<payload>
        """
      Then the switchboard goes on with Alice or closes
      And Bob hears no other <name> (<rule>)
      And Alice's session goes on (S-SB-20)
      And Bob still answers

      Examples:
        | what                     | line           | payload | name | rule     |
        | a command that is none   | ZZZ <zzz=3>    |         | ZZZ  | S-ROB-02 |
        | what only servers say    | JOI <bob> Bob  |         | JOI  | S-ROB-03 |
        | a message with no letter | MSG <msg=3> 5  | Hello   | MSG  | S-ROB-08 |

    @S-ROB-01 @S-ROB-08
    Scenario Outline: CAL names <whom>
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice is alone in a chat
      When Alice says what no client should:
        """
        >>> CAL <cal=2><words>\r\n
        """
      Then the switchboard answers Alice's <cal> with <answer> (S-ROB-08)
      And the switchboard goes on with Alice or closes
      And Bob is told no RNG (S-ROB-08)
      And Alice's session goes on (S-SB-20)
      And Bob still answers

      Examples:
        | whom   | words             | answer                       |
        | nobody |                   | an error or a close          |
        | two    | \x20<bob> <alice> | an error, a close or nothing |

    @S-ROB-01
    Example: A chat ends in the middle of a message, and others do not notice
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When Alice says what no client should:
        """
        >>> MSG <msg=3> U 100\r\n
            Hello
        >>> (reset)
        """
      Then Bob hears:
        """
        # S-SB-19
        <<< BYE <alice>\r\n
        """
      And Bob hears no other MSG (S-ROB-01)
      And Alice's session goes on (S-SB-20)
