@certify-server @switchboard
Feature: Chats of three

  Background:
    Given the kit plays the client

  Rule: S-SB-23 S-SB-08 S-SB-09 Anybody in a chat may call a third, who is told of all that are there

    @S-SB-23 @S-SB-08 @S-SB-09 @S-SB-26
    Scenario Outline: <caller> calls Carol
      Given the lists of Alice, Bob and Carol are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
        | Carol   | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When <caller> says:
        """
        >>> CAL <cal=3> <carol>\r\n
        # S-SB-23 S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Carol is told:
        """
        # S-SB-23 S-SB-07
        <<< RNG <rung=11752013> <there=127.0.0.1:1864> CKI <key=849102291.520491113> <<account>> <caller-name=Alice>\r\n
        """
      When Carol calls at <there>:
        """
        >>> ANS <ans=1> <carol> <key> <rung>\r\n
        # IRO S-SB-23 IRO S-SB-08 ANS S-SB-08
        <<< IRO <ans> 1 2 <first=alice@passport.com> <first-name=Alice>\r\n
            IRO <ans> 2 2 <second=bob@passport.com> <second-name=Bob>\r\n
            ANS <ans> OK\r\n
        """
      Then Alice hears:
        """
        # S-SB-09
        <<< JOI <carol> <carol-name=Carol>\r\n
        """
      And Bob hears:
        """
        # S-SB-09
        <<< JOI <carol> <carol-name>\r\n
        """
      And Alice hears no other JOI (S-SB-09)
      And Bob hears no other JOI (S-SB-09)
      And Carol hears no other IRO (S-SB-08)
      And Carol has heard first who is there (S-SB-26)

      Examples:
        | caller | account |
        | Alice  | alice   |
        | Bob    | bob     |

  Rule: S-SB-13 S-SB-19 All others hear what one says, and that one leaves

    @S-SB-13 @S-SB-14
    Example: Alice speaks to two
      Given the lists of Alice, Bob and Carol are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
        | Carol   | NLN    | 24        |
      And Alice is online
      And Alice, Bob and Carol are in a chat
      When Alice says:
        """
        >>> MSG <msg=4> A 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello
        # S-SB-14
        <<< ACK <msg>\r\n
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
      And Carol hears:
        """
        # S-SB-13
        <<< MSG <alice> <alice-name> 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Hello
        """
      And Alice hears no other MSG (S-SB-13)
      And Alice hears no other ACK or NAK (S-SB-14)
      And Bob hears no other MSG (S-SB-13)
      And Carol hears no other MSG (S-SB-13)

    @S-SB-19
    Example: Alice leaves two who go on
      Given the lists of Alice, Bob and Carol are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
        | Carol   | NLN    | 24        |
      And Alice is online
      And Alice, Bob and Carol are in a chat
      When Alice says:
        """
        >>> OUT\r\n
        """
      Then Bob hears:
        """
        # S-SB-19
        <<< BYE <alice>\r\n
        """
      And Carol hears:
        """
        # S-SB-19
        <<< BYE <alice>\r\n
        """
      And Bob hears no other BYE (S-SB-19)
      And Carol hears no other BYE (S-SB-19)
      When Bob says:
        """
        >>> MSG <msg=3> N 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Alice
        """
      Then Carol hears:
        """
        # S-SB-13
        <<< MSG <bob> <bob-name=Bob> 67\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Alice
        """

  Rule: S-SB-26 Who joins learns first who is there

    @S-SB-26
    Example: Others talk while Carol joins
      Given the lists of Alice, Bob and Carol are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
        | Carol   | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When Alice says:
        """
        >>> CAL <cal=3> <carol>\r\n
        # S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Carol is told:
        """
        # S-SB-07
        <<< RNG <rung=11752013> <there=127.0.0.1:1864> CKI <key=849102291.520491113> <alice> <alice-name=Alice>\r\n
        """
      When Carol calls at <there> while Bob talks:
        """
        >>> ANS <ans=1> <carol> <key> <rung>\r\n
        # IRO S-SB-23 IRO S-SB-08 ANS S-SB-08
        <<< IRO <ans> 1 2 <first=alice@passport.com> <first-name=Alice>\r\n
            IRO <ans> 2 2 <second=bob@passport.com> <second-name=Bob>\r\n
            ANS <ans> OK\r\n
        """
      Then Carol has heard first who is there (S-SB-26)

  Rule: S-SB-27 Who blocks somebody may meet them through a third

    @S-SB-27
    Example: Bob calls Carol, who blocks Alice
      Given the lists of Alice, Bob and Carol hold only:
        | owner | list | contact |
        | Carol | BL   | Alice   |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
        | Carol   | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When Bob says:
        """
        >>> CAL <cal=3> <carol>\r\n
        # S-SB-27
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Carol is told:
        """
        # S-SB-27
        <<< RNG <rung=11752013> <there=127.0.0.1:1864> CKI <key=849102291.520491113> <bob> <bob-name=Bob>\r\n
        """
