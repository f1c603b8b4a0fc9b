@certify-server @switchboard
Feature: Messages between two

  A switchboard hands on what is said, byte for byte, to all but who says it.

  Background:
    Given the kit plays the client
    And the lists of Alice and Bob are empty
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
    And Alice is online
    And Alice and Bob are in a chat

  Rule: S-SB-13 S-SB-24 A message comes as it was sent, whatever it is

    @S-SB-13
    Example: Alice and Bob greet each other
      When Alice says:
        """
        >>> MSG <hello=3> N 133\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            X-MMS-IM-Format: FN=Arial; EF=B; CO=ff0000; CS=0; PF=22\r\n
            \r\n
            Hello, Bob.\xE2\x82\xAC
        """
      Then Bob hears:
        """
        # S-SB-13
        <<< MSG <alice> <alice-name=Alice> 133\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            X-MMS-IM-Format: FN=Arial; EF=B; CO=ff0000; CS=0; PF=22\r\n
            \r\n
            Hello, Bob.\xE2\x82\xAC
        """
      And Alice hears no other MSG (S-SB-13)
      When Bob says:
        """
        >>> MSG <reply=2> N 68\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Alice!
        """
      Then Alice hears:
        """
        # S-SB-13
        <<< MSG <bob> <bob-name=Bob> 68\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Alice!
        """
      And Bob hears no other MSG (S-SB-13)

    @S-SB-13
    Example: Bytes that are no text, of a type that nobody knows
      When Alice says:
        """
        >>> MSG <msg=3> N 71\r\n
            MIME-Version: 1.0\r\n
            Content-Type: application/x-nobody-knows\r\n
            \r\n
            \x00\x01\r\n\n\x80\xFE\xFF
        """
      Then Bob hears:
        """
        # S-SB-13
        <<< MSG <alice> <alice-name=Alice> 71\r\n
            MIME-Version: 1.0\r\n
            Content-Type: application/x-nobody-knows\r\n
            \r\n
            \x00\x01\r\n\n\x80\xFE\xFF
        """

    @S-SB-24
    Example: Alice is typing
      When Alice says:
        """
        >>> MSG <typing=3> U 91\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgscontrol\r\n
            TypingUser: typing@example.com\r\n
            \r\n
            \r\n
        """
      Then Bob hears:
        """
        # S-SB-24
        <<< MSG <alice> <alice-name=Alice> 91\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgscontrol\r\n
            TypingUser: typing@example.com\r\n
            \r\n
            \r\n
        """
      And Alice hears no other MSG (S-SB-24)

    @S-SB-24
    Example: Alice offers a file
      When Alice says:
        """
        >>> MSG <invite=3> N 276\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgsinvite; charset=UTF-8\r\n
            \r\n
            Application-Name: File Transfer\r\n
            Application-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}\r\n
            Invitation-Command: INVITE\r\n
            Invitation-Cookie: 33267\r\n
            Application-File: readme.txt\r\n
            Application-FileSize: 1234\r\n
            \r\n
        """
      Then Bob hears:
        """
        # S-SB-24
        <<< MSG <alice> <alice-name=Alice> 276\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgsinvite; charset=UTF-8\r\n
            \r\n
            Application-Name: File Transfer\r\n
            Application-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}\r\n
            Invitation-Command: INVITE\r\n
            Invitation-Cookie: 33267\r\n
            Application-File: readme.txt\r\n
            Application-FileSize: 1234\r\n
            \r\n
        """

    @S-SB-13 @S-ROB-07
    Example: A message that comes byte by byte
      When Alice says, byte by byte:
        """
        >>> MSG <msg=3> N 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello
        """
      Then Bob hears:
        """
        # S-SB-13
        <<< MSG <alice> <alice-name=Alice> 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello
        """

    @S-SB-13
    Example: Two messages in one segment
      When Alice says:
        """
        >>> MSG <one=3> N 65\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            One
            MSG <two=4> N 65\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Two
        """
      Then Bob hears:
        """
        # S-SB-13
        <<< MSG <alice> <alice-name=Alice> 65\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            One
        # S-SB-13
        <<< MSG <alice> <alice-name> 65\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Two
        """

  Rule: S-SB-14 The letter says what the sender wants to know

    @S-SB-14
    Scenario Outline: A message with <letter> is answered with <answer>
      When Alice says:
        """
        >>> MSG <msg=3> <letter> 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello
        """
      Then Bob hears:
        """
        # S-SB-13
        <<< MSG <alice> <alice-name=Alice> 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello
        """
      And the switchboard answers Alice's <msg> with <answer> (S-SB-14)

      Examples:
        | letter | answer  |
        | U      | nothing |
        | N      | nothing |
        | A      | ACK     |

  Rule: S-SB-16 A message has up to 1664 bytes

    @S-SB-16
    Scenario Outline: 1664 bytes with <letter>
      Given <long> is a text of 1664 bytes
      When Alice says:
        """
        >>> MSG <msg=3> <letter> 1664\r\n
            <long>
        """
      Then Bob hears:
        """
        # S-SB-16
        <<< MSG <alice> <alice-name=Alice> 1664\r\n
            <long>
        """

      Examples:
        | letter |
        | U      |
        | A      |

    @S-SB-16
    Example: 1665 bytes
      Given <long> is a text of 1665 bytes
      When Alice says what no client should:
        """
        >>> MSG <msg=3> N 1665\r\n
            <long>
        # S-SB-16
        <<< (close)
        """
      Then Bob hears:
        """
        # S-SB-19
        <<< BYE <alice>\r\n
        """
      And Bob hears no other MSG (S-SB-16)
      And Alice's session goes on (S-SB-20)

  Rule: S-SB-17 There are three letters, and they are large

    @S-SB-17
    Scenario Outline: The letter <letter>
      When Alice says what no client should:
        """
        >>> MSG <msg=3> <letter> 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello
        # S-SB-17
        <<< (close)
        """
      Then Bob hears no other MSG (S-SB-17)
      And Alice's session goes on (S-SB-20)

      Examples:
        | letter |
        | u      |
        | X      |

  Rule: S-SB-18 A message may be empty

    @S-SB-18
    Example: Nothing at all is said
      When Alice says:
        """
        >>> MSG <msg=3> A 0\r\n
        """
      Then Bob hears:
        """
        # S-SB-18
        <<< MSG <alice> <alice-name=Alice> 0\r\n
        """
      And the switchboard answers Alice's <msg> with ACK (S-SB-18)
